#include "oracle.h"

#include "rig/nginx.h"

namespace ek::dialects::nginx::testing {
namespace {

constexpr const char* kMain = "error_log stderr;\npid nginx.pid;\n";

std::string load_stream() {
  const auto said = rig::run_program({"nginx", "-V"});
  if (!said) return {};
  const std::string& text = said->output;
  if (text.find("--with-stream=dynamic") == std::string::npos) return {};
  const std::string option = "--modules-path=";
  const auto at = text.find(option);
  if (at == std::string::npos) return {};
  const auto begin = at + option.size();
  return "load_module " + text.substr(begin, text.find_first_of(" \n", begin) - begin) +
         "/ngx_stream_module.so;\n";
}

}  // namespace

ReadOptions installed() {
  ReadOptions options;
  if (const auto version = rig::nginx_version()) {
    options.version = model::parse_version(rig::to_string(*version));
    options.version_source = "nginx -v";
  }
  return options;
}

std::string in_main(const std::string& text) {
  return kMain + std::string("events { }\n") + text + "\n";
}

std::string in_http(const std::string& text) {
  return kMain +
         std::string(
             "events { }\nhttp {\naccess_log off;\nclient_body_temp_path a;\n"
             "proxy_temp_path b;\nfastcgi_temp_path c;\nuwsgi_temp_path d;\n"
             "scgi_temp_path e;\n") +
         text + "\n}\n";
}

std::string in_stream(const std::string& text) {
  static const std::string module = load_stream();
  return module + kMain + "events { }\nstream {\n" + text + "\n}\n";
}

Opinions ask(const std::string& configuration) {
  const Reading reading = find("nginx")->read_text("nginx.conf", configuration, installed());
  const auto verdict = rig::nginx_check(configuration);
  Opinions opinions;
  opinions.ours = !reading.diagnostics.has_errors();
  opinions.theirs = verdict && verdict->accepted;
  opinions.explained = configuration + "\nwe say:\n" + said(reading) + "\nnginx says:\n" +
                       (verdict ? verdict->output : verdict.error());
  return opinions;
}

bool is_silent(const Opinions& opinions) {
  for (const char* part : {"unknown directive", "requires ngx_http_ssl_module",
                           "requires SSL support", "parameter requires ngx_"})
    if (opinions.ours && opinions.explained.find(part) != std::string::npos) return true;
  return false;
}

}  // namespace ek::dialects::nginx::testing
