#include "staff_accounts.hpp"

#include <cstdio>
#include <stdexcept>
#include <unistd.h>

namespace tests {

namespace {

/// A file with this text, gone with the object.
class InputFile {
public:
    explicit InputFile(std::string_view text) {
        const int file = ::mkstemp(path_.data());
        if (file < 0) throw std::runtime_error("no temporary file can be made");
        const auto written = ::write(file, text.data(), text.size());
        ::close(file);
        if (written != static_cast<ssize_t>(text.size())) throw std::runtime_error("it cannot be written");
    }

    ~InputFile() { ::unlink(path_.c_str()); }

    InputFile(const InputFile&) = delete;
    InputFile& operator=(const InputFile&) = delete;

    [[nodiscard]] const std::string& path() const { return path_; }

private:
    std::string path_ = "/tmp/lifted-input-XXXXXX";
};

}  // namespace

Finished run_createstaff(
    const Settings& settings, std::vector<std::string> arguments, std::string_view input
) {
    const InputFile file(input);
    arguments.insert(arguments.begin(), {LIFTED_CMS_SERVER, "createstaff"});
    Process process(std::move(arguments), settings, file.path());
    const int status = process.wait();
    return {status, process.output(), process.errors()};
}

std::unique_ptr<StaffWeb> member_of_staff(
    const Settings& settings, const RunningService& cms, const std::string& role
) {
    const std::string password = "a long enough secret of " + role;
    const auto made = run_createstaff(settings, {"a-" + role, "--role", role}, password + "\n");
    if (made.status != 0) throw std::runtime_error(made.errors);
    auto staff = std::make_unique<StaffWeb>(cms);
    staff->log_in("a-" + role, password);
    return staff;
}

}  // namespace tests
