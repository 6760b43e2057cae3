// A form body as a client may send it.
#include "scraper/handlers/scrapyd/parameters.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);  // NOLINT: bytes are the text
    for (const std::string_view type :
         {"multipart/form-data; boundary=b", "application/x-www-form-urlencoded"}) {
        core::http::Request request;
        request.headers = {{"Content-Type", type}};
        request.body = text;
        const auto parameters = scraper::scrapyd::Parameters::read(request);
        if (parameters) static_cast<void>(parameters->required("project"));
    }
    return 0;
}
