#pragma once

#include "cms_server/use_cases/publication/app_ingest.hpp"
#include "core/auth/service_signature.hpp"
#include "core/base/clock.hpp"
#include "core/http/client.hpp"

#include <string>
#include <vector>

namespace cms {

/// The App's internal endpoint, by signed requests. With several addresses it stays with one that answers and
/// goes on to the next when it does not. Belongs to one io_context.
class HttpAppIngest final : public AppIngest {
public:
    /// `urls`: `http://host:port`, at least one, without path. `clock` must outlive it.
    HttpAppIngest(
        core::asio::any_io_executor executor,
        std::vector<std::string> urls,
        core::auth::ServiceKey key,
        const core::Clock& clock
    );

    core::Task<core::Result<std::vector<IngestAnswer>>> send_courses(
        std::vector<core::data::NewPublication> courses
    ) override;
    core::Task<core::Result<IngestAnswer>> send_framework(core::data::NewPublication framework) override;
    core::Task<core::Result<AppRevisionPage>> list_revisions(std::string after_uid) override;

private:
    core::Task<core::Result<core::http::ClientResponse>> send(
        core::http::Method method, std::string target, std::string body
    );

    core::http::Client client_;
    std::vector<std::string> urls_;
    core::auth::ServiceSigner signer_;
    const core::Clock& clock_;
    std::size_t at_ = 0;  ///< the address in use
};

}  // namespace cms
