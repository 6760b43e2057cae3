#pragma once

#include "scraper/engine/extract/compiled.hpp"
#include "scraper/engine/extract/extractor.hpp"
#include "scraper/engine/extract/template.hpp"
#include "scraper/engine/read/reading.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace scraper {

/// A text a rule found.
struct Found {
    std::string text;  ///< after the rule's normalisers
    std::string raw;   ///< as on the page, white space folded
    const CompiledSelect* by = nullptr;
};

using Values = std::map<std::string, std::string, std::less<>>;

/// One page while it is read: runs rules, counts them, collects faults.
class PageContext {
public:
    PageContext(
        const CompiledKind& kind,
        const Page& page,
        read::Reading& reading,
        const Spider& spider,
        const Values& carried
    );

    /// What the first rule that finds anything finds first. `record` are the values of the record at `from`.
    std::optional<Found> first(const CompiledSelects& rules, read::Place from, const Values* record);

    /// Everything the first rule that finds anything finds.
    std::vector<Found> all(const CompiledSelects& rules, read::Place from, const Values* record);

    /// Places of a rule, counted as one question.
    std::vector<read::Place> places(const CompiledSelect& rule, read::Place from, std::size_t limit);

    std::string fill(std::string_view text, const Values* record, Escape escape, bool* missing = nullptr);

    void fault(std::string code, std::string detail, std::string field = {}, std::string selector = {});

    [[nodiscard]] const std::string& base() const { return base_; }

    [[nodiscard]] const Page& page() const { return page_; }

    [[nodiscard]] const Spider& spider() const { return spider_; }

    [[nodiscard]] read::Reading& reading() { return reading_; }

    [[nodiscard]] std::vector<PageFault> take_faults() { return std::move(faults_); }

    [[nodiscard]] std::vector<RuleUse> take_uses() { return std::move(uses_); }

private:
    std::vector<Found> run(
        const CompiledSelect& rule, read::Place from, const Values* record, std::size_t limit
    );
    void texts(
        const CompiledSelect& rule,
        read::Place from,
        const Values* record,
        std::size_t limit,
        std::vector<std::string>& out
    );
    void note_required(const CompiledSelects& rules);
    std::optional<std::string> finish(const CompiledSelect& rule, std::string_view text) const;
    const std::string* value(std::string_view name, const Values* record) const;

    const Page& page_;
    read::Reading& reading_;
    const Spider& spider_;
    const Values& carried_;
    std::string base_;
    std::vector<PageFault> faults_;
    std::vector<RuleUse> uses_;
    bool faults_cut_ = false;
};

/// At most `bytes`, ending at a character.
std::string cut(std::string_view text, std::size_t bytes);

}  // namespace scraper
