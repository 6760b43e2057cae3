#include "scraper/engine/read/markup_parser.hpp"

#include <myhtml/myhtml.h>
#include <myhtml/tree.h>

#include <algorithm>
#include <new>
#include <string>

namespace scraper::read {
namespace {

constexpr std::size_t kKeptSource = 1 << 20;    // a tree of a longer page is not kept
constexpr std::size_t kArenaStart = 4 << 20;    // bytes of text a tree may hold, and for each byte of source:
constexpr std::size_t kArenaPerByte = 4;        // text is copied once unless it is joined
constexpr std::size_t kUnknownNames = 1'000;    // elements HTML, SVG and MathML do not know
constexpr std::size_t kRepeatedRoots = 8;       // `html` and `body` tags whose attributes are joined
constexpr std::size_t kOpenAttributes = 4'096;  // of a tag that has not ended at the end of a piece
constexpr std::size_t kNameLength = 1'024;      // of an attribute
constexpr std::size_t kSteps = 200'000'000;     // looks at open elements and formatting elements

/// Whether no name, reference or line end is cut before `at`: MyHTML loses the end tag of a `script`,
/// `style`, `title` or `textarea` that is.
bool is_between(std::string_view source, std::size_t at) {
    const char last = source[at - 1];
    if (last == '\r') return source[at] != '\n';
    return last == ' ' || last == '\n' || last == '\t' || last == '\f' || last == '>' || last == '"' ||
           last == '\'' || last == '=' || (last == '/' && source[at - 2] != '<');
}

/// Whether the begin of a doctype, comment or CDATA section may be cut, which MyHTML wants to see at once.
bool in_declaration(std::string_view source, std::size_t at) {
    constexpr std::size_t kLongest = 9;  // <!DOCTYPE, <![CDATA[
    return source.substr(at - kLongest, kLongest).find("<!") != std::string_view::npos;
}

std::size_t piece_length(std::string_view source, std::size_t least) {
    for (std::size_t at = least; at < source.size(); ++at) {
        const bool patient = at < 2 * least;
        if (is_between(source, at) && !(patient && in_declaration(source, at))) return at;
    }
    return source.size();
}

/// Looks at a tree while it is built.
class Guard {
public:
    Guard(myhtml_tree& tree, std::size_t source, const HtmlLimits& limits)
        : tree_(tree), limits_(limits), arena_left_(kArenaStart + kArenaPerByte * source) {
        note_arena();
        tree_.parse_flags = MyHTML_TREE_PARSE_FLAGS_CLEAN;
        myhtml_callback_before_token_done_set(&tree_, &Guard::before_token, this);
        myhtml_callback_tree_node_insert_set(&tree_, &Guard::inserted, this);
    }

    ~Guard() {
        myhtml_callback_before_token_done_set(&tree_, nullptr, nullptr);
        myhtml_callback_tree_node_insert_set(&tree_, nullptr, nullptr);
    }

    Guard(const Guard&) = delete;
    Guard& operator=(const Guard&) = delete;

    /// Between two pieces: what grows without a token being done.
    void between_pieces() {
        std::size_t count = 0;
        const auto* token = tree_.current_token_node;
        for (const auto* one = token == nullptr ? nullptr : token->attr_first; one != nullptr;
             one = one->next) {
            if (++count <= kOpenAttributes) continue;
            outcome_.too_large = true;
            break;
        }
        if (tree_.tags->tags_count > MyHTML_TAG_LAST_ENTRY + kUnknownNames) outcome_.too_large = true;
        // MyHTML seeks the text of each token from here on, forward or backward.
        tree_.incoming_buf_first = tree_.incoming_buf;
        // MyHTML takes `plaintext` to end with its piece; it ends with the page.
        if (plaintext_) tree_.state = MyHTML_TOKENIZER_STATE_PLAINTEXT;
    }

    /// Whether the rest of the page is one text.
    [[nodiscard]] bool plaintext() const { return plaintext_; }

    [[nodiscard]] bool stopped() const { return outcome_.too_deep || outcome_.too_large; }

    [[nodiscard]] const MarkupParser::Outcome& outcome() const { return outcome_; }

private:
    static void* before_token(myhtml_tree_t* /*tree*/, myhtml_token_node_t* token, void* self) {
        static_cast<Guard*>(self)->look_at(*token);
        return self;
    }

    static void inserted(myhtml_tree_t* /*tree*/, myhtml_tree_node_t* node, void* self) {
        auto& guard = *static_cast<Guard*>(self);
        ++guard.nodes_;
        guard.note_arena();
        if (node->tag_id == MyHTML_TAG__TEXT && node->token != nullptr) correct_capacity(node->token->str);
    }

    /// Where MyHTML cuts white space from the front of a text it moves the text's begin, but leaves the
    /// capacity as it was. A later text that is joined to this one would be written beyond its end.
    static void correct_capacity(mycore_string_t& text) {
        if (text.data != nullptr) text.size = std::min(text.size, mchar_async_get_size_by_data(text.data));
    }

    void look_at(myhtml_token_node_t& token) {
        if (stopped()) return skip(token);
        ++tokens_;
        if (token.tag_id == MyHTML_TAG__COMMENT) token.raw_length = 0;  // nobody reads it
        plaintext_ = plaintext_ || (token.type & MyHTML_TOKEN_TYPE_PLAINTEXT) != 0;
        trim_attributes(token);
        note_arena();
        const auto open = tree_.open_elements->length;
        const auto formatting = tree_.active_formatting->length;
        steps_ += open + formatting;
        outcome_.too_deep = open > limits_.depth || formatting > limits_.depth;
        outcome_.too_large = nodes_ > limits_.nodes || tokens_ > 2 * limits_.nodes ||
                             attributes_ > limits_.nodes || steps_ > kSteps || arena_left_ == 0;
        if (stopped()) skip(token);
    }

    void skip(myhtml_token_node_t& token) {
        tree_.parse_flags = MyHTML_TREE_PARSE_FLAGS_WITHOUT_PROCESS_TOKEN;
        tree_.token_last_done = &token;  // before a CDATA section MyHTML waits for it to be built
    }

    /// Takes out of a tag what the limits do not allow before anything is copied.
    void trim_attributes(myhtml_token_node_t& token) {
        const bool root = token.tag_id == MyHTML_TAG_HTML || token.tag_id == MyHTML_TAG_BODY;
        if (root && ++roots_ > kRepeatedRoots) token.attr_first = token.attr_last = nullptr;
        std::size_t kept = 0;
        for (auto* one = token.attr_first; one != nullptr; one = one->next) {
            ++attributes_;
            if (one->raw_value_length <= limits_.attribute && one->raw_key_length <= kNameLength &&
                ++kept <= limits_.attributes)
                continue;
            outcome_.attribute_dropped = true;
            (one->prev == nullptr ? token.attr_first : one->prev->next) = one->next;
            (one->next == nullptr ? token.attr_last : one->next->prev) = one->prev;
        }
    }

    /// Texts lie in blocks one after another; a block is counted when it is begun.
    void note_arena() {
        const auto* chunk = tree_.mchar->nodes[tree_.mchar_node_id].chunk;
        if (chunk == chunk_) return;
        chunk_ = chunk;
        arena_left_ -= chunk == nullptr ? 0 : std::min(chunk->size, arena_left_);
    }

    myhtml_tree& tree_;
    const HtmlLimits& limits_;
    MarkupParser::Outcome outcome_;
    const mchar_async_chunk_t* chunk_ = nullptr;
    std::size_t arena_left_;
    std::size_t nodes_ = 0;
    std::size_t tokens_ = 0;
    std::size_t attributes_ = 0;
    std::size_t roots_ = 0;
    std::size_t steps_ = 0;
    bool plaintext_ = false;
};

}  // namespace

MarkupParser& MarkupParser::of_this_thread() {
    thread_local MarkupParser parser;
    return parser;
}

void MarkupParser::Close::operator()(myhtml* engine) const {
    myhtml_destroy(engine);
}

void MarkupParser::Close::operator()(myhtml_tree* tree) const {
    myhtml_tree_destroy(tree);
}

MarkupParser::MarkupParser() : engine_(myhtml_create()) {
    if (!engine_ || myhtml_init(engine_.get(), MyHTML_OPTIONS_PARSE_MODE_SINGLE, 1, 0) != MyHTML_STATUS_OK)
        throw std::bad_alloc();
}

MarkupParser::~MarkupParser() = default;

void MarkupParser::make_tree() {
    tree_.reset(myhtml_tree_create());
    if (!tree_ || myhtml_tree_init(tree_.get(), engine_.get()) != MyHTML_STATUS_OK) {
        tree_.reset();
        throw std::bad_alloc();
    }
}

MarkupParser::Outcome MarkupParser::parse(std::string_view source, const HtmlLimits& limits) {
    if (!tree_ || grown_) make_tree();
    myhtml_tree_clean(tree_.get());
    const bool large = source.size() > kKeptSource;
    grown_ = true;
    Guard guard(*tree_, source.size(), limits);
    // MyHTML may look one byte beyond its input, so the last piece has one there.
    std::string last;
    bool more = true;
    while (more && !guard.stopped()) {
        auto piece = source.substr(0, guard.plaintext() ? source.size() : piece_length(source, limits.piece));
        source.remove_prefix(piece.size());
        more = !source.empty();
        if (!more) piece = last = piece;
        if (myhtml_parse_chunk(tree_.get(), piece.data(), piece.size()) != MyHTML_STATUS_OK)
            throw std::bad_alloc();
        guard.between_pieces();
    }
    if (guard.stopped()) tree_->parse_flags = MyHTML_TREE_PARSE_FLAGS_WITHOUT_PROCESS_TOKEN;
    myhtml_parse_chunk_end(tree_.get());
    grown_ = large || guard.stopped();
    return guard.outcome();
}

void MarkupParser::release() {
    if (grown_) tree_.reset();
}

}  // namespace scraper::read
