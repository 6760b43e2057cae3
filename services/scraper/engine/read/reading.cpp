#include "scraper/engine/read/reading.hpp"

namespace scraper::read {

void Reading::fault(std::string code, std::string detail) {
    if (faults_.size() < 20) faults_.push_back({std::move(code), std::move(detail)});
}

Place LooseTexts::add(std::string text) {
    texts_.push_back(std::move(text));
    return kFirst + static_cast<Place>(texts_.size() - 1);
}

}  // namespace scraper::read
