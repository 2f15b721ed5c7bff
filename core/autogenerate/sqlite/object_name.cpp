#include "core/autogenerate/sqlite/object_name.hpp"

#include "core/schema/sqlite/object_text.hpp"

namespace fz::sqlite {

std::string written_name(const schema_object& object) {
  switch (object.key.kind) {
    case object_kind::table:
      return read_table(object.definition).name;
    case object_kind::view:
      return read_view(object.definition).name;
    case object_kind::index:
      return read_index(object.definition).name;
    default:
      return read_trigger(object.definition).name;
  }
}

std::string_view sql_word(object_kind kind) {
  return kind == object_kind::trigger ? "TRIGGER" : kind == object_kind::view ? "VIEW" : "INDEX";
}

}  // namespace fz::sqlite
