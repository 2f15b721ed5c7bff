#pragma once

#include <boost/asio/awaitable.hpp>

namespace fz {

/// A coroutine that runs on the loop when it is awaited, and not before. It is awaited at most
/// once; one that nobody awaits does nothing (the compiler complains).
///
/// Cancellation: an awaited operation ends with boost::system::system_error(operation_aborted),
/// and so does every further `co_await` of that coroutine.
///
/// Traps of g++ 12, each of which destroys an object twice. In a `co_await` expression no temporary
/// may be a closure that captures something with a destructor by value, nor an aggregate written as
/// `type{…}` (also as a default argument): name it first; captures by reference and types with
/// constructors are safe. And `c ? co_await a : co_await b` must be written as an if.
template <class T = void>
using task = boost::asio::awaitable<T>;

}  // namespace fz
