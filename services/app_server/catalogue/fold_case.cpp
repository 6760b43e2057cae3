#include "app_server/catalogue/fold_case.hpp"

#include <unicode/bytestream.h>
#include <unicode/casemap.h>

#include <stdexcept>

namespace app {

std::string fold_case(std::string_view text) {
    std::string folded;
    folded.reserve(text.size());
    icu::StringByteSink<std::string> sink(&folded);
    UErrorCode status = U_ZERO_ERROR;
    icu::CaseMap::utf8Fold(
        0, icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())), sink, nullptr, status
    );
    if (U_FAILURE(status)) throw std::runtime_error(u_errorName(status));
    return folded;
}

}  // namespace app
