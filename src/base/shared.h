// A value that many hold alike: copies share it until one of them is changed.
#pragma once

#include <memory>

namespace ek::base {

template <class T>
class Shared {
 public:
  Shared() {
    static const std::shared_ptr<T> usual = std::make_shared<T>();
    value_ = usual;
  }
  const T& operator*() const { return *value_; }
  const T* operator->() const { return value_.get(); }

  // To change it for this holder alone. The reference is void once the holder is copied.
  T& edit() {
    if (value_.use_count() > 1) value_ = std::make_shared<T>(*value_);
    return *value_;
  }

 private:
  std::shared_ptr<T> value_;  // never empty
};

}  // namespace ek::base
