// A library for LD_PRELOAD that counts the calls by which a program changes a file or talks to a
// server, and at the N-th of them kills, stops or interrupts the program, or lets the call fail.
// So every boundary of a run can be met exactly, and the program knows nothing of it.
//
//   FZ_KILL_AT      N, from 1; without it the calls are only counted
//   FZ_KILL_WHEN    before (unless given), after, or instead: the call is not made and fails
//   FZ_KILL_SIGNAL  the signal's number, 9 unless given
//   FZ_KILL_TIMES   how many times it is sent, 1 unless given
//   FZ_KILL_ERRNO   with instead: the error on files, EIO unless given; a socket is reset
//   FZ_COUNT_FILE   where the count is kept while the program runs: 8 bytes in the machine's order,
//                   then the name of the N-th call
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <fcntl.h>
#include <string_view>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

namespace {

struct count_file {
  std::atomic<std::uint64_t> calls;
  char met[56];
};

enum class moment { before, after, instead };

std::uint64_t number(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

count_file& open_count() {
  static count_file nowhere{};
  const char* path = std::getenv("FZ_COUNT_FILE");
  if (path == nullptr) return nowhere;
  const int file = ::open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (file < 0 || ::ftruncate(file, sizeof(count_file)) != 0) return nowhere;
  void* memory = ::mmap(nullptr, sizeof(count_file), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  ::close(file);
  return memory == MAP_FAILED ? nowhere : *static_cast<count_file*>(memory);
}

struct order {
  std::uint64_t at = number("FZ_KILL_AT", 0);
  moment when = moment::before;
  int signal = static_cast<int>(number("FZ_KILL_SIGNAL", SIGKILL));
  std::uint64_t times = number("FZ_KILL_TIMES", 1);
  int error = static_cast<int>(number("FZ_KILL_ERRNO", EIO));
  count_file& count = open_count();

  order() {
    const char* text = std::getenv("FZ_KILL_WHEN");
    if (text == nullptr) return;
    if (std::string_view(text) == "after") when = moment::after;
    if (std::string_view(text) == "instead") when = moment::instead;
  }
};

// Calls made while the order is read (those of open_count()) are let through.
thread_local bool reading_order = false;

const order* the_order() {
  if (reading_order) return nullptr;
  reading_order = true;
  static const order given;
  reading_order = false;
  return &given;
}

void strike(const order& o) {
  for (std::uint64_t i = 0; i < o.times; ++i) ::kill(::getpid(), o.signal);
}

/// Calls `next`, which is `name` in the C library; `refusal` is the error if it is to fail.
template <class Result, class... Arguments>
Result meet(const char* name, int refusal, Result (*next)(Arguments...), Arguments... arguments) {
  const order* o = the_order();
  if (o == nullptr || o->count.calls.fetch_add(1) + 1 != o->at) return next(arguments...);
  std::strncpy(o->count.met, name, sizeof(o->count.met) - 1);
  if (o->when == moment::instead) {
    errno = refusal;
    return -1;
  }
  if (o->when == moment::before) strike(*o);
  const Result result = next(arguments...);
  const int error = errno;
  if (o->when == moment::after) strike(*o);
  errno = error;
  return result;
}

/// What to fail with on a file.
int bad_disk() {
  const order* o = the_order();
  return o == nullptr ? EIO : o->error;
}

/// What to fail with on a socket. It is of no further use then, or a program that waits for the
/// server to say so would wait for ever.
int reset(int socket) {
  const order* o = the_order();
  const bool is_next = o != nullptr && o->when == moment::instead && o->count.calls + 1 == o->at;
  if (is_next) ::shutdown(socket, SHUT_RDWR);
  return ECONNRESET;
}

/// A file or a server; not the loop's own descriptors, not what is printed.
bool counts(int descriptor) {
  struct stat s {};
  return descriptor > STDERR_FILENO && ::fstat(descriptor, &s) == 0 &&
         (S_ISREG(s.st_mode) || S_ISSOCK(s.st_mode));
}

template <class Function>
Function* real(Function&, const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

}  // namespace

// Defines the library's function `name` as met_NAME, so that the headers' own declaration, which
// differs in its attributes, is not in the way.
#define REPLACES(result, name, declared)                                                       \
  extern "C" __attribute__((visibility("default"))) result met_##name declared __asm__(#name); \
  result met_##name declared

#define NEXT(name) #name, bad_disk(), real(met_##name, #name)
#define NEXT_ON_SOCKET(name) #name, reset(socket), real(met_##name, #name)

REPLACES(ssize_t, pwrite64, (int file, const void* bytes, size_t size, off64_t at)) {
  return meet(NEXT(pwrite64), file, bytes, size, at);
}

REPLACES(ssize_t, pwrite, (int file, const void* bytes, size_t size, off_t at)) {
  return meet(NEXT(pwrite), file, bytes, size, at);
}

REPLACES(ssize_t, write, (int file, const void* bytes, size_t size)) {
  if (!counts(file)) return real(met_write, "write")(file, bytes, size);
  return meet(NEXT(write), file, bytes, size);
}

REPLACES(int, fdatasync, (int file)) { return meet(NEXT(fdatasync), file); }

REPLACES(int, fsync, (int file)) { return meet(NEXT(fsync), file); }

REPLACES(int, ftruncate64, (int file, off64_t size)) { return meet(NEXT(ftruncate64), file, size); }

REPLACES(int, ftruncate, (int file, off_t size)) { return meet(NEXT(ftruncate), file, size); }

REPLACES(int, unlink, (const char* path)) { return meet(NEXT(unlink), path); }

REPLACES(int, rename, (const char* from, const char* to)) { return meet(NEXT(rename), from, to); }

REPLACES(int, open64, (const char* path, int flags, mode_t mode)) {
  if ((flags & O_CREAT) == 0) return real(met_open64, "open64")(path, flags, mode);
  return meet(NEXT(open64), path, flags, mode);
}

// SQLite's locks. They do not fail: no local disk refuses to let one go.
REPLACES(int, fcntl64, (int file, int command, void* argument)) {
  const order* o = the_order();
  const bool fails = o != nullptr && o->when == moment::instead;
  if (command != F_SETLK || fails) return real(met_fcntl64, "fcntl64")(file, command, argument);
  return meet(NEXT(fcntl64), file, command, argument);
}

REPLACES(int, connect, (int socket, const sockaddr* to, socklen_t size)) {
  return meet(NEXT_ON_SOCKET(connect), socket, to, size);
}

REPLACES(ssize_t, send, (int socket, const void* bytes, size_t size, int flags)) {
  return meet(NEXT_ON_SOCKET(send), socket, bytes, size, flags);
}

REPLACES(ssize_t, recv, (int socket, void* bytes, size_t size, int flags)) {
  return meet(NEXT_ON_SOCKET(recv), socket, bytes, size, flags);
}
