#include "core/storage/cms/enclosing_work.hpp"

#include "core/data/forwarding_session.hpp"

#include <stdexcept>
#include <utility>

namespace core::storage {

namespace {

// https://www.postgresql.org/docs/15/sql-savepoint.html
constexpr postgres::Query kBeginPart{"cms.begin_part", "savepoint part"};
constexpr postgres::Query kKeepPart{"cms.keep_part", "release savepoint part"};
constexpr postgres::Query kUndoPart{"cms.undo_part", "rollback to savepoint part"};
constexpr postgres::Query kUndo{"cms.undo", "rollback"};

/// How far the part begun last has come. A destructor cannot wait for the database: what was given up is
/// undone before anything else is done.
enum class PartState { none, open, given_up };

class Part final : public data::ForwardingSession<data::CmsUnitOfWork> {
public:
    Part(data::CmsUnitOfWork& whole, postgres::Connection& connection, PartState& state, bool& changed)
        : ForwardingSession(whole), connection_(connection), state_(state), changed_(changed) {}

    ~Part() override {
        if (!committed_) state_ = PartState::given_up;
    }

    Part(const Part&) = delete;
    Part& operator=(const Part&) = delete;

    /// Refused by PostgreSQL (SQLSTATE 25P02) when a statement of the part has failed.
    Task<void> commit() override {
        co_await connection_.execute(kKeepPart);
        committed_ = true;
        changed_ = true;
        state_ = PartState::none;
    }

private:
    postgres::Connection& connection_;
    PartState& state_;
    bool& changed_;
    bool committed_ = false;
};

class PostgresEnclosingWork final : public data::CmsEnclosingWork, private data::CmsDataSource {
public:
    PostgresEnclosingWork(std::unique_ptr<data::CmsUnitOfWork> whole, postgres::Connection& connection)
        : whole_(std::move(whole)), connection_(connection) {}

    Task<data::CmsUnitOfWork*> whole() override {
        co_await close_part();
        co_return whole_.get();
    }

    data::CmsDataSource& parts() override { return *this; }

    Task<void> undo() override { co_await connection_.execute(kUndo); }

    [[nodiscard]] bool changed() const override { return changed_; }

private:
    Task<std::unique_ptr<data::CmsReadSession>> read() override {
        if (state_ == PartState::given_up) co_await close_part();
        co_return std::make_unique<data::ForwardingSession<data::CmsReadSession>>(*whole_);
    }

    Task<std::unique_ptr<data::CmsUnitOfWork>> begin() override {
        co_await close_part();
        co_await connection_.execute(kBeginPart);
        state_ = PartState::open;
        co_return std::make_unique<Part>(*whole_, connection_, state_, changed_);
    }

    Task<void> close_part() {
        if (state_ == PartState::open) throw std::logic_error("a unit of work is open");
        if (state_ == PartState::none) co_return;
        co_await connection_.pipeline({{kUndoPart, {}}, {kKeepPart, {}}});
        state_ = PartState::none;
    }

    std::unique_ptr<data::CmsUnitOfWork> whole_;
    postgres::Connection& connection_;
    PartState state_ = PartState::none;
    bool changed_ = false;
};

}  // namespace

std::unique_ptr<data::CmsEnclosingWork> make_enclosing_work(
    std::unique_ptr<data::CmsUnitOfWork> whole, postgres::Connection& connection
) {
    return std::make_unique<PostgresEnclosingWork>(std::move(whole), connection);
}

}  // namespace core::storage
