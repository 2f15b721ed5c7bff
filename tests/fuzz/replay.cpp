#include "core/util/file.hpp"
#include "tests/fuzz/expect.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

/// Gives a fuzzer the seeds in a folder, once, without libFuzzer.
int main(int argc, char** argv) {
  expect(argc == 2, "the one argument is a folder of seeds");
  int given = 0;
  for (const auto& seed : std::filesystem::directory_iterator(argv[1])) {
    const std::string text = fz::read_file(seed.path());
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
    ++given;
  }
  std::printf("%d seeds\n", given);
  return given > 0 ? 0 : 1;
}
