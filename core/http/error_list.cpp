#include "core/http/error_list.hpp"

namespace fz::http {

void error_list::add(const validation_error& found) {
  if (!errors_.empty()) errors_ += ',';
  errors_ += "{\"type\":";
  append_json(errors_, found.type);
  errors_ += ",\"loc\":" + found.location + ",\"msg\":";
  append_json(errors_, std::string_view(found.message));
  errors_ += ",\"input\":" + found.input;
  if (!found.context.empty()) errors_ += ",\"ctx\":" + found.context;
  errors_ += '}';
}

std::string error_list::body() const { return "{\"detail\":[" + errors_ + "]}"; }

std::string location(std::string_view where, std::string_view name) {
  std::string result = "[";
  append_json(result, where);
  result += ',';
  append_json(result, name);
  return result + ']';
}

std::string detail_body(std::string_view sentence) {
  std::string result = "{\"detail\":";
  append_json(result, sentence);
  return result + '}';
}

}  // namespace fz::http
