// The one translation unit that holds Asio's bodies; see BOOST_ASIO_SEPARATE_COMPILATION in
// cmake/options.cmake.
#include <boost/asio/impl/src.hpp>
