#pragma once

#include "core/http/message.hpp"

#include <string>
#include <string_view>

namespace core::http {

/// What a response's head says besides the response itself.
struct HeadContext {
    std::string_view date;  ///< IMF-fixdate
    bool keep_alive = true;
    bool http11 = true;
    bool cors = false;
};

/// A response made ready for the wire: the chosen encoding, or the 304 in its place, and its head.
struct Outgoing {
    std::string head;
    std::string_view body;  ///< into the response; empty for HEAD, 204 and 304
};

/// Chooses the encoding, answers If-None-Match (RFC 9110 §13.1.2) by turning a 200 into a 304, and serialises
/// the head into `out`. A response to HEAD has the fields of the GET and no content.
void compose(const Request& request, Response& response, const HeadContext& context, Outgoing& out);

/// Whether an If-None-Match value names this opaque tag, by weak comparison.
bool none_match_names(std::string_view field, std::string_view opaque);

}  // namespace core::http
