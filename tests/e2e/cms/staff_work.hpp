#pragma once

#include "split_site.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace tests {

inline const std::string kApi = "/cms/api/v1";

/// A course that lacks nothing, as the staff API takes it.
std::string complete_course(std::string_view name);

/// Makes a complete course; its uid. These and the following throw unless the CMS does as it is told.
std::string create(StaffWeb& staff, std::string_view name);
void rename(StaffWeb& staff, const std::string& uid, std::string_view name);
void publish(StaffWeb& staff, const std::string& uid);
void unpublish(StaffWeb& staff, const std::string& uid);

/// Waits until the delivery of a course has failed for the reason of that code and gives the publication.
Answer await_reason(StaffWeb& staff, const std::string& uid, const std::string& code);

/// Waits until the App has what was published last.
void await_delivered(StaffWeb& staff, const std::string& uid);

/// A member of an answer, as text; empty when it is none.
std::string text_in(const Answer& answer, std::string_view path);

/// Every process on two databases of the test cluster; none is started.
class Split {
public:
    explicit Split(const Settings& cms = {})
        : site(databases.app.conninfo(), databases.cms.conninfo(), cms) {}

    /// Starts the CMS and signs in.
    StaffWeb& staff();

    /// The name of a course in the App's database; empty when it has none.
    std::string name_in_app(const std::string& uid);

    TwoDatabases databases;
    SplitSite site;

private:
    std::unique_ptr<StaffWeb> staff_;
};

/// Waits for the first administrator and signs in.
void sign_in(SplitSite& site, StaffWeb& staff);

}  // namespace tests
