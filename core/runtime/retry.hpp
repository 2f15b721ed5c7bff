#pragma once

#include <chrono>
#include <cstddef>
#include <exception>
#include <string>

namespace fz {

/// How long to wait before attempt `number` + 1 (from 1): twice as long each time up to half a
/// minute, and half as long or half as long again by chance, so that two runs do not meet again.
std::chrono::milliseconds pause_before(std::size_t number);

/// The first line of what was thrown: the sentence without the statement.
std::string first_line_of(const std::exception_ptr& failure);

}  // namespace fz
