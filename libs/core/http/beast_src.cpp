// The one translation unit that holds the bodies of Beast and of Asio's TLS; see
// BOOST_BEAST_SEPARATE_COMPILATION in cmake/options.cmake.
#include <boost/asio/ssl/impl/src.hpp>
#include <boost/beast/src.hpp>

#include <ostream>
