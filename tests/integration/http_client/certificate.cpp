#include "certificate.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <memory>
#include <stdexcept>

namespace core::http::test {

namespace {

using Bio = std::unique_ptr<BIO, int (*)(BIO*)>;

std::string text_of(const Bio& bio) {
    char* data = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &data);  // NOLINT: OpenSSL's macro
    return {data, static_cast<std::size_t>(size)};
}

void require(bool ok) {
    if (!ok) {
        throw std::runtime_error("OpenSSL cannot make a certificate");
    }
}

}  // namespace

Certificate make_certificate(const std::string& dns_name) {
    const std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> key(
        EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"), &EVP_PKEY_free
    );
    const std::unique_ptr<X509, void (*)(X509*)> x509(X509_new(), &X509_free);
    require(key && x509);
    X509_set_version(x509.get(), 2);
    ASN1_INTEGER_set(X509_get_serialNumber(x509.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(x509.get()), -60);
    X509_gmtime_adj(X509_getm_notAfter(x509.get()), 3600);
    X509_set_pubkey(x509.get(), key.get());
    // libcurl refuses a certificate without an issuer's name.
    const auto* const text =
        reinterpret_cast<const unsigned char*>(dns_name.c_str());  // NOLINT: OpenSSL's type
    X509_NAME_add_entry_by_txt(X509_get_subject_name(x509.get()), "CN", MBSTRING_UTF8, text, -1, -1, 0);
    X509_set_issuer_name(x509.get(), X509_get_subject_name(x509.get()));
    const std::string name = "DNS:" + dns_name;
    const std::unique_ptr<X509_EXTENSION, void (*)(X509_EXTENSION*)> names(
        X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, name.c_str()), &X509_EXTENSION_free
    );
    require(names && X509_add_ext(x509.get(), names.get(), -1) == 1);
    require(X509_sign(x509.get(), key.get(), EVP_sha256()) > 0);

    const Bio certificate(BIO_new(BIO_s_mem()), &BIO_free);
    const Bio private_key(BIO_new(BIO_s_mem()), &BIO_free);
    require(PEM_write_bio_X509(certificate.get(), x509.get()) == 1);
    require(
        PEM_write_bio_PrivateKey(private_key.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1
    );
    return {text_of(certificate), text_of(private_key)};
}

}  // namespace core::http::test
