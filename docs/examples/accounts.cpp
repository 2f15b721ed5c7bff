// The accounts of an application, without a command line and without a server.
#include <cstdio>
#include <fz/fz.hpp>

int main() try {
  const fz::project project;
  fz::database database(project);
  fz::accounts accounts(database, project);
  accounts.create({"ada", "Ada@Example.org", "a long password"});
  try {
    accounts.create({"ada", "other@example.org", "a long password"});
  } catch (const fz::user_exists& taken) {
    std::printf("%s\n", taken.what());
  }
  const auto ada = accounts.check_password("ada", "a long password");
  std::printf("%s has the address %s\n", ada->username.c_str(), ada->email.c_str());
  std::printf("with a wrong password: %s\n",
              accounts.check_password("ada", "wrong") ? "let in" : "refused");
} catch (const fz::error& failure) {
  std::fprintf(stderr, "%s\n", failure.what());
  return 1;
}
