#include "core/face/inside.hpp"

#include "core/async/cancellation.hpp"
#include "core/database/database_error.hpp"
#include "core/users/user_error.hpp"
#include "core/util/error.hpp"

#include <fz/run.hpp>
#include <type_traits>
#include <variant>

namespace fz::face {
namespace {

template <class To, class From>
constexpr bool same(To to, From from) {
  return static_cast<int>(to) == static_cast<int>(from);
}
static_assert(same(error_kind::interrupted, fz::error_kind::interrupted));
static_assert(same(database_condition::connection_lost, fz::database_condition::connection_lost));
static_assert(same(dialect::postgresql, fz::dialect::postgresql));
static_assert(same(log_level::error, fz::log_level::error));
static_assert(same(direction::downgrade, fz::direction::downgrade));
static_assert(same(step_fate::unknown, fz::step_fate::unknown));
static_assert(same(user_exists::field::email, fz::user_field::email));

error_kind kind_of(const fz::error& e) { return static_cast<error_kind>(e.kind()); }

database_failure failure_of(const fz::database_error& e) {
  const fz::database_error::details& what = e.what_happened();
  return {static_cast<database_condition>(what.condition),
          what.message,
          what.explanation,
          what.constraint,
          what.sqlstate,
          what.sql,
          {what.position.file, what.position.line, what.position.column}};
}

}  // namespace

fz::value inside::to_core(value v) {
  return std::visit(
      [](auto& held) -> fz::value {
        if constexpr (std::is_same_v<decltype(held), null_t&>)
          return fz::null;
        else
          return std::move(held);
      },
      v);
}

fz::parameters inside::to_core(parameters values) {
  fz::parameters converted;
  converted.reserve(values.size());
  for (value& each : values) converted.push_back(to_core(std::move(each)));
  return converted;
}

value inside::to_face(fz::value v) {
  return std::visit(
      [](auto& held) -> value {
        if constexpr (std::is_same_v<decltype(held), fz::null_t&>)
          return null;
        else
          return std::move(held);
      },
      v);
}

std::vector<row> inside::to_face(std::vector<fz::row> rows) {
  std::vector<row> converted;
  if (rows.empty()) return converted;
  converted.reserve(rows.size());
  const auto names = std::make_shared<const std::vector<std::string>>(rows.front().names());
  for (fz::row& each : rows) {
    std::vector<value> values;
    values.reserve(each.size());
    for (fz::value& v : std::move(each).values()) values.push_back(to_face(std::move(v)));
    converted.emplace_back(names, std::move(values));
  }
  return converted;
}

face::dialect inside::to_face(fz::dialect d) { return static_cast<face::dialect>(d); }

std::exception_ptr inside::to_face(const std::exception_ptr& failure) {
  const auto with_origin = [&failure](auto e) {
    e.origin_ = failure;
    return std::make_exception_ptr(std::move(e));
  };
  try {
    std::rethrow_exception(failure);
  } catch (const fz::user_exists& e) {
    return with_origin(user_exists(static_cast<user_exists::field>(e.taken()), e.what()));
  } catch (const fz::database_error& e) {
    return with_origin(error(kind_of(e), e.what(), failure_of(e)));
  } catch (const fz::error& e) {
    return with_origin(error(kind_of(e), e.what()));
  } catch (...) {
    if (!is_cancellation(failure)) return failure;
    return with_origin(error(error_kind::interrupted, "The operation was stopped."));
  }
}

std::exception_ptr inside::to_core(const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const error& e) {
    return e.origin_ ? e.origin_ : failure;
  } catch (...) {
    return failure;
  }
}

}  // namespace fz::face
