#include "core/postgres/pool.hpp"

#include "core/postgres/pool_home.hpp"

namespace core::postgres {

Lease::Lease(std::shared_ptr<Home> home, std::unique_ptr<Connection> connection)
    : home_(std::move(home)), connection_(std::move(connection)) {}

Lease& Lease::operator=(Lease&& other) noexcept {
    std::swap(home_, other.home_);
    std::swap(connection_, other.connection_);
    return *this;
}

Lease::~Lease() {
    if (connection_) home_->give_back(std::move(connection_));
}

Pool::Pool(asio::any_io_executor executor, PoolConfig config)
    : home_(std::make_shared<Lease::Home>(std::move(executor), std::move(config))) {}

Pool::~Pool() {
    close();
}

Task<Lease> Pool::acquire() {
    const auto home = home_;
    co_return co_await home->borrow();
}

Task<ResultSet> Pool::execute(Query query, Params params) {
    const auto lease = co_await acquire();
    co_return co_await lease->execute(query, std::move(params));
}

PoolStatus Pool::status() const {
    return home_->status();
}

void Pool::close() {
    home_->close();
}

}  // namespace core::postgres
