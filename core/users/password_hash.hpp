#pragma once

#include <string>
#include <string_view>

namespace fz {

/// How many threads one hash keeps busy: the result is the same.
enum class hash_threads { one, four };

/// The Argon2id hash of `password` with a fresh random salt, as a PHC string of 97 characters:
/// version 19, 65536 KiB, 3 passes, 4 lanes, salt of 16 and hash of 32 bytes, as
/// pwdlib.PasswordHash.recommended() makes them and finds up to date. Blocks for some 100 ms and
/// takes 64 MiB. Throws error(users) if the system is out of memory, threads or random bytes.
std::string hash_password(std::string_view password, hash_threads how = hash_threads::four);

/// The same with a given salt of 8 bytes or more: one password and salt give one hash.
std::string hash_password(std::string_view password, std::string_view salt,
                          hash_threads how = hash_threads::four);

/// True if `encoded`, an Argon2 hash as a PHC string with any parameters, is that of `password`.
/// Blocks like hash_password(). Throws error(users) if `encoded` is something else.
bool verify_password(const std::string& encoded, std::string_view password);

/// True if `text` has the form of an Argon2 hash (a PHC string) or of a bcrypt hash ("$2b$…").
bool is_password_hash(std::string_view text);

/// A password of 24 random letters and digits that are not mistaken for each other: 139 bits.
/// Throws error(users) if the system has no random bytes.
std::string generate_password();

/// Overwrites the text in memory and makes it empty.
void wipe(std::string& secret);

}  // namespace fz
