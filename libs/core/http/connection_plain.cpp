#include "core/http/connection_impl.hpp"

namespace core::http {

void serve_plain(Worker& worker, Socket socket, const asio::ip::address& peer) {
    Connection<Socket>::start(std::make_shared<Connection<Socket>>(worker, peer, std::move(socket)));
}

}  // namespace core::http
