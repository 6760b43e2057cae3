#pragma once

#include <string>

namespace core::http::test {

/// A fresh self-signed certificate for one DNS name, as PEM.
struct Certificate {
    std::string certificate;
    std::string private_key;
};

Certificate make_certificate(const std::string& dns_name);

}  // namespace core::http::test
