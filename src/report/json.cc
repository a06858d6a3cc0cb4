#include "report/json.h"

#include <rapidjson/writer.h>

#include <cmath>
#include <string>

#include "base/assert.h"
#include "base/text.h"

namespace ek::report {
namespace {

// RapidJSON's stream concept over Output, a piece at a time.
class Stream {
 public:
  using Ch = char;
  explicit Stream(Output& output) : output_(output) {}
  void Put(char c) {
    piece_ += c;
    if (piece_.size() >= 4096) Flush();
  }
  void Flush() {
    output_.write(piece_);
    piece_.clear();
  }

 private:
  Output& output_;
  std::string piece_;
};

bool plain(std::string_view text) {
  for (const char c : text)
    if (static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) >= 0x7F) return false;
  return true;
}

}  // namespace

struct Json::Writer {
  explicit Writer(Output& output) : stream(output), json(stream) {}
  Stream stream;
  rapidjson::Writer<Stream> json;

  void text(std::string_view text) {
    json.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
  }
};

Json::Json(Output& output) : writer_(std::make_unique<Writer>(output)) {}

Json::~Json() {
  EK_ASSERT(writer_->json.IsComplete());
  writer_->stream.Put('\n');
  writer_->stream.Flush();
}

Json& Json::object() {
  writer_->json.StartObject();
  return *this;
}

Json& Json::end_object() {
  writer_->json.EndObject();
  return *this;
}

Json& Json::array() {
  writer_->json.StartArray();
  return *this;
}

Json& Json::end_array() {
  writer_->json.EndArray();
  return *this;
}

Json& Json::key(std::string_view name) {
  writer_->json.Key(name.data(), static_cast<rapidjson::SizeType>(name.size()));
  return *this;
}

Json& Json::value(std::string_view text) {
  if (plain(text))
    writer_->text(text);
  else
    writer_->text(base::printable(text));
  return *this;
}

Json& Json::value(double number) {
  EK_ASSERT(std::isfinite(number));
  writer_->json.Double(number);
  return *this;
}

Json& Json::value(bool flag) {
  writer_->json.Bool(flag);
  return *this;
}

Json& Json::value(std::uint64_t number) {
  writer_->json.Uint64(number);
  return *this;
}

Json& Json::null() {
  writer_->json.Null();
  return *this;
}

Json& Json::place(text::Place at) {
  if (!at.known()) return *this;
  key("at").object().field("line", at.line);
  return field("column", std::uint32_t{at.column}).end_object();
}

}  // namespace ek::report
