#include "app_server/dump/lines.hpp"

#include <stdexcept>

namespace app::dump {

namespace {

bool read_line(std::streambuf& in, std::string& line) {
    using Traits = std::streambuf::traits_type;
    line.clear();
    auto c = in.sbumpc();
    if (Traits::eq_int_type(c, Traits::eof())) return false;
    for (; !Traits::eq_int_type(c, Traits::eof()) && c != '\n'; c = in.sbumpc()) {
        if (line.size() <= kMaxLineBytes) line.push_back(Traits::to_char_type(c));
    }
    return true;
}

}  // namespace

LineSource lines_of(std::istream& in) {
    return [&in](std::string& line) {
        if (in.bad() || in.rdbuf() == nullptr) throw std::runtime_error("the input cannot be read");
        return read_line(*in.rdbuf(), line);
    };
}

}  // namespace app::dump
