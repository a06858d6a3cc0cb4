#include "predict/grade.h"

namespace ek::predict {

std::string_view to_string(Exactness exactness) {
  switch (exactness) {
    case Exactness::exact:
      return "exact";
    case Exactness::exact_given:
      return "exact-given";
    case Exactness::distribution:
      return "distribution";
    case Exactness::approximate:
      return "approximate";
    case Exactness::not_predictable:
      return "not-predictable";
  }
  return "";
}

}  // namespace ek::predict
