#pragma once

#include <cstddef>
#include <string_view>

namespace fz {

/// Where the password hash ends that begins at offset `at` of the text, or `at` if none does. These
/// are known: PHC strings ($argon2id$v=19$m=1,t=2$…) and their like of passlib ($scrypt$,
/// $pbkdf2-sha256$), crypt(3) ($1$, $5$, $6$, $7$, $y$, $2b$ and others), Django
/// (pbkdf2_sha256$260000$…), Werkzeug (scrypt:32768:8:1$…), LDAP ({SSHA}…), PostgreSQL's verifiers
/// (SCRAM-SHA-256$4096:…, md5 and 32 hexadecimal digits). One that was cut short is still one.
std::size_t end_of_password_hash(std::string_view text, std::size_t at);

}  // namespace fz
