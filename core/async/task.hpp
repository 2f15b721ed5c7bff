#pragma once

#include <boost/asio/awaitable.hpp>

namespace fz {

/// A coroutine that runs on the loop when it is awaited, and not before. It is awaited at most
/// once; one that is not awaited does nothing (the compiler complains).
///
/// Cancellation: an awaited operation ends with boost::system::system_error(operation_aborted),
/// and so does every further `co_await` of that coroutine.
///
/// Traps of g++ 12, each of which destroys an object twice or never: in the full expression of a
/// `co_await` there may be no closure that captures something with a destructor by value, no
/// aggregate written as `type{…}` (also as a default argument, also around the co_await) and no
/// conditional operator. Name such things in a statement before. Captures by reference and types
/// with constructors are safe.
template <class T = void>
using task = boost::asio::awaitable<T>;

}  // namespace fz
