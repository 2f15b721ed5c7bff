#pragma once

#include "core/async/task.hpp"
#include "core/async/thread_pool.hpp"

#include <string>
#include <string_view>

namespace fz {

/// The Argon2id hash of `password` with a fresh random salt, as a PHC string of 97 characters:
/// version 19, 65536 KiB, 3 passes, 4 lanes, salt of 16 and hash of 32 bytes, as
/// pwdlib.PasswordHash.recommended() makes them and finds up to date. Blocks for some 100 ms and
/// takes 64 MiB. Throws error(users) if the system gives no memory, threads or random bytes.
std::string hash_password(std::string_view password);

/// The same with a given salt of 8 bytes or more: one password and salt give one hash.
std::string hash_password(std::string_view password, std::string_view salt);

/// True if `encoded`, an Argon2id hash as a PHC string with any parameters, is that of `password`.
/// Blocks like hash_password(). Throws error(users) if `encoded` is something else.
bool verify_password(const std::string& encoded, std::string_view password);

/// hash_password() on a thread of `pool`; its size bounds how many run at once. The password is
/// wiped from memory afterwards.
task<std::string> hash_password_on(thread_pool& pool, std::string password);

/// Overwrites the text in memory and makes it empty.
void wipe(std::string& secret);

}  // namespace fz
