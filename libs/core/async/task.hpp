#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace core {

namespace asio = boost::asio;

/// A coroutine that runs on the io_context of whoever awaits it. Parameters that outlive a suspension are
/// taken by value.
template <class T = void>
using Task = asio::awaitable<T>;

}  // namespace core
