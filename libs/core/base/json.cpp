#include "core/base/json.hpp"

#include "core/base/utf8.hpp"

#include <fmt/format.h>
#include <rapidjson/document.h>
#include <rapidjson/error/en.h>

#include <algorithm>

namespace core::json {
namespace {

/// Stands between the reader and the document: what breaks a limit never reaches the document.
///
/// The reader works in place, so names and texts it hands over stay where they are in the source buffer.
class Guard {
public:
    Guard(rapidjson::Document& document, const ParseLimits& limits) : document_(document), limits_(limits) {}

    bool Null() { return count() && document_.Null(); }

    bool Bool(bool b) { return count() && document_.Bool(b); }

    bool Int(int n) { return count() && document_.Int(n); }

    bool Uint(unsigned n) { return count() && document_.Uint(n); }

    bool Int64(std::int64_t n) { return count() && document_.Int64(n); }

    bool Uint64(std::uint64_t n) { return count() && document_.Uint64(n); }

    bool Double(double n) { return count() && document_.Double(n); }

    bool RawNumber(const char* text, rapidjson::SizeType size, bool copy) {
        return count() && document_.RawNumber(text, size, copy);
    }

    bool String(const char* text, rapidjson::SizeType size, bool copy) {
        return count() && is_text({text, size}) && document_.String(text, size, copy);
    }

    bool StartArray() { return count() && deeper() && document_.StartArray(); }

    bool EndArray(rapidjson::SizeType elements) {
        --depth_;
        return document_.EndArray(elements);
    }

    bool StartObject() {
        if (!count() || !deeper()) return false;
        open_objects_.push_back(names_.size());
        return document_.StartObject();
    }

    bool Key(const char* text, rapidjson::SizeType size, bool copy) {
        names_.emplace_back(text, size);
        return is_text(names_.back()) && document_.Key(text, size, copy);
    }

    bool EndObject(rapidjson::SizeType members) {
        --depth_;
        const auto first = names_.begin() + static_cast<std::ptrdiff_t>(open_objects_.back());
        std::sort(first, names_.end(), [](std::string_view a, std::string_view b) {
            return a != b ? a < b : a.data() < b.data();
        });
        const auto same = std::adjacent_find(first, names_.end());
        if (same != names_.end()) {
            repeated_ = std::next(same)->data();
            return fail("json-duplicate-member", "an object has two members of the same name");
        }
        names_.erase(first, names_.end());
        open_objects_.pop_back();
        return document_.EndObject(members);
    }

    [[nodiscard]] std::string_view code() const { return code_; }

    [[nodiscard]] std::string_view detail() const { return detail_; }

    [[nodiscard]] const char* repeated() const {
        return repeated_;
    }  ///< the second of two equal names, or null

private:
    bool fail(std::string_view code, std::string_view detail) {
        code_ = code;
        detail_ = detail;
        return false;
    }

    bool count() {
        return values_++ < limits_.values || fail("json-too-large", "the document has too many values");
    }

    bool deeper() {
        return depth_++ < limits_.depth || fail("json-too-deep", "the document is nested too deeply");
    }

    // The reader checks bytes, but lets an escaped low surrogate stand alone.
    bool is_text(std::string_view text) {
        return is_utf8(text) || fail("malformed-json", "a text holds half of a surrogate pair");
    }

    rapidjson::Document& document_;
    ParseLimits limits_;
    std::size_t values_ = 0;
    std::size_t depth_ = 0;
    std::vector<std::string_view> names_;    // of all open objects, one after the other
    std::vector<std::size_t> open_objects_;  // where each one's names begin
    std::string_view code_ = "malformed-json";
    std::string_view detail_;
    const char* repeated_ = nullptr;
};

void append(Writer& writer, const rapidjson::Value& value) {
    switch (value.GetType()) {
        case rapidjson::kNullType: writer.null(); return;
        case rapidjson::kFalseType: writer.value(false); return;
        case rapidjson::kTrueType: writer.value(true); return;
        case rapidjson::kStringType:
            writer.value(std::string_view(value.GetString(), value.GetStringLength()));
            return;
        case rapidjson::kNumberType:
            if (value.IsInt64()) {
                writer.value(value.GetInt64());
            } else if (value.IsUint64()) {
                writer.value(value.GetUint64());
            } else {
                writer.value(value.GetDouble());
            }
            return;
        case rapidjson::kArrayType:
            writer.begin_array();
            for (const auto& element : value.GetArray()) append(writer, element);
            writer.end_array();
            return;
        case rapidjson::kObjectType:
            writer.begin_object();
            for (const auto& member : value.GetObject()) {
                writer.key({member.name.GetString(), member.name.GetStringLength()});
                append(writer, member.value);
            }
            writer.end_object();
            return;
    }
}

}  // namespace

bool Value::is_null() const {
    return exists() && value_->IsNull();
}

bool Value::is_object() const {
    return exists() && value_->IsObject();
}

bool Value::is_array() const {
    return exists() && value_->IsArray();
}

bool Value::is_string() const {
    return exists() && value_->IsString();
}

std::optional<std::string_view> Value::as_string() const {
    if (!is_string()) return std::nullopt;
    return std::string_view(value_->GetString(), value_->GetStringLength());
}

std::optional<std::int64_t> Value::as_int() const {
    if (!exists() || !value_->IsInt64()) return std::nullopt;
    return value_->GetInt64();
}

std::optional<double> Value::as_number() const {
    if (!exists() || !value_->IsNumber()) return std::nullopt;
    return value_->GetDouble();
}

std::optional<bool> Value::as_bool() const {
    if (!exists() || !value_->IsBool()) return std::nullopt;
    return value_->GetBool();
}

std::size_t Value::size() const {
    if (is_array()) return value_->Size();
    if (is_object()) return value_->MemberCount();
    return 0;
}

Value Value::at(std::size_t index) const {
    if (!is_array() || index >= value_->Size()) return {};
    return Value(&(*value_)[static_cast<rapidjson::SizeType>(index)]);
}

Value Value::find(std::string_view member) const {
    if (!is_object()) return {};
    for (const auto& candidate : value_->GetObject()) {
        if (std::string_view(candidate.name.GetString(), candidate.name.GetStringLength()) == member) {
            return Value(&candidate.value);
        }
    }
    return {};
}

std::string_view Value::member_name(std::size_t index) const {
    if (!is_object() || index >= value_->MemberCount()) return {};
    const auto& name = (value_->MemberBegin() + static_cast<std::ptrdiff_t>(index))->name;
    return {name.GetString(), name.GetStringLength()};
}

Value Value::member_value(std::size_t index) const {
    if (!is_object() || index >= value_->MemberCount()) return {};
    return Value(&(value_->MemberBegin() + static_cast<std::ptrdiff_t>(index))->value);
}

void Value::append_to(std::string& out) const {
    Writer writer(out);
    if (exists()) append(writer, *value_);
}

struct Document::Body {
    std::string text;  // names and texts of `document` point into it
    rapidjson::Document document;
};

Document::Document(std::unique_ptr<Body> body) : body_(std::move(body)) {}

Document::Document(Document&&) noexcept = default;
Document& Document::operator=(Document&&) noexcept = default;
Document::~Document() = default;

Value Document::root() const {
    return body_ ? Value(&body_->document) : Value();
}

Result<Document> Document::parse(std::string_view text, ParseLimits limits) {
    constexpr unsigned kFlags =
        rapidjson::kParseInsituFlag | rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag;

    auto body = std::make_unique<Body>();
    // The reader decodes UTF-8 without looking for the end: a cut sequence may take it three bytes further.
    constexpr std::size_t kPadding = 4;
    body->text.reserve(text.size() + kPadding);
    body->text.append(text).append(kPadding, '\0');
    rapidjson::InsituStringStream stream(body->text.data());
    rapidjson::Reader reader;
    Guard guard(body->document, limits);
    std::size_t offset = 0;
    std::string_view detail;
    auto read = [&](rapidjson::Document&) {
        const rapidjson::ParseResult result = reader.Parse<kFlags>(stream, guard);
        offset = result.IsError() ? result.Offset() : stream.Tell();
        if (result.IsError()) {
            detail = guard.detail().empty() ? rapidjson::GetParseError_En(result.Code()) : guard.detail();
        } else if (offset != text.size()) {
            detail = "text follows the document";  // behind a NUL, where the reader takes the text to end
        }
        return detail.empty();
    };
    body->document.Populate(read);
    if (detail.empty()) return Document(std::move(body));
    if (guard.repeated() != nullptr) offset = static_cast<std::size_t>(guard.repeated() - body->text.data());
    return Error{
        ErrorKind::malformed, std::string(guard.code()), fmt::format("{} (at byte {})", detail, offset)
    };
}

}  // namespace core::json
