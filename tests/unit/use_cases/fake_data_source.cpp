#include "fake_data_source.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>

#include <algorithm>

namespace tests {

using namespace core::domain;
using core::Task;

void FakeStore::begin_version() {
    static int versions = 0;
    ++version.version;
    tokens[version.version] = std::to_string(++versions);
}

void FakeStore::put(StoredCourse stored) {
    stored.changed_in = version.version;
    const auto same = std::find_if(courses.begin(), courses.end(), [&](const auto& known) {
        return known.second.course.uid == stored.course.uid;
    });
    if (same != courses.end()) courses.erase(same);
    removed.erase(stored.course.uid);
    courses.insert_or_assign(stored.number, std::move(stored));
}

void FakeStore::remove(const std::string& uid) {
    std::erase_if(courses, [&](const auto& known) { return known.second.course.uid == uid; });
    removed.insert_or_assign(uid, core::data::RemovedCourse{uid, 1, version.version});
}

class FakeDataSource::Session final : public core::data::ReadSession,
                                      core::data::FrameworkReader,
                                      core::data::CatalogueReader {
public:
    explicit Session(FakeDataSource& source) : source_(source), store_(source.store) {}

    core::data::FrameworkReader& framework() override { return *this; }

    core::data::CatalogueReader& catalogue() override { return *this; }

private:
    Task<Framework> load() override {
        ++source_.framework_loads;
        co_return store_.framework;
    }

    Task<std::int64_t> revision() override { co_return 0; }

    Task<CatalogueVersion> version() override { co_return store_.version; }

    Task<std::optional<std::string>> token_of(std::int64_t version) override {
        const auto known = store_.tokens.find(version);
        if (known == store_.tokens.end()) co_return std::nullopt;
        co_return known->second;
    }

    Task<std::vector<Provider>> list_providers() override { co_return store_.providers; }

    Task<std::vector<StoredCourse>> list_changed(std::int64_t since, std::int64_t after, std::int64_t limit)
        override {
        source_.asked_since.push_back(since);
        std::vector<StoredCourse> found;
        for (auto at = store_.courses.upper_bound(after); at != store_.courses.end(); ++at) {
            if (at->second.changed_in <= since) continue;
            found.push_back(at->second);
            if (static_cast<std::int64_t>(found.size()) == limit) break;
        }
        co_return found;
    }

    Task<std::optional<StoredCourse>> find(std::string) override { co_return std::nullopt; }

    Task<std::vector<core::data::RemovedCourse>> list_removed(std::int64_t since) override {
        std::vector<core::data::RemovedCourse> found;
        for (const auto& [uid, removal] : store_.removed) {
            if (removal.changed_in > since) found.push_back(removal);
        }
        co_return found;
    }

    Task<std::vector<core::data::StoredRevision>> list_revisions(std::string, std::int64_t) override {
        co_return std::vector<core::data::StoredRevision>();
    }

    FakeDataSource& source_;
    FakeStore store_;
};

class FakeDataSource::Feed final : public core::data::ChangeFeed {
public:
    explicit Feed(FakeDataSource& source) : source_(source) {}

    Task<void> wait(std::chrono::milliseconds limit) override {
        ++source_.waits;
        if (!source_.failure.empty()) throw std::runtime_error(source_.failure);
        if (!source_.announced_) {
            const auto timer =
                std::make_shared<core::asio::steady_timer>(co_await core::asio::this_coro::executor, limit);
            source_.waiting_ = timer;
            const auto [error] = co_await timer->async_wait(core::asio::as_tuple(core::asio::use_awaitable));
            if (error && !source_.announced_) throw boost::system::system_error(error);
        }
        source_.announced_ = false;
    }

private:
    FakeDataSource& source_;
};

Task<std::unique_ptr<core::data::ReadSession>> FakeDataSource::read() {
    ++sessions;
    if (!failure.empty()) throw std::runtime_error(failure);
    co_return std::make_unique<Session>(*this);
}

std::unique_ptr<core::data::ChangeFeed> FakeDataSource::changes() {
    return std::make_unique<Feed>(*this);
}

void FakeDataSource::announce() {
    announced_ = true;
    if (const auto timer = waiting_.lock()) timer->cancel();
}

}  // namespace tests
