#pragma once

#include <boost/asio/awaitable.hpp>

namespace fz {

/// A coroutine that runs on the loop when it is awaited, and not before. It is awaited at most
/// once; one that nobody awaits does nothing (the compiler complains).
///
/// Cancellation: an awaited operation ends with boost::system::system_error(operation_aborted),
/// and so does every further `co_await` of that coroutine.
///
/// A trap of g++ 12: a closure that captures something with a destructor by value, or an aggregate
/// written as `type{…}` (also as a default argument), is destroyed twice if it stands as a
/// temporary inside a `co_await` expression. Name it first; captures by reference and types with
/// constructors are safe.
template <class T = void>
using task = boost::asio::awaitable<T>;

}  // namespace fz
