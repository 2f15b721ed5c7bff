#include "cmd/scratch_advice.hpp"

namespace fz::cmd {

std::string advice_for(const std::vector<postgresql::scratch_remedy>& remedies) {
  std::string text;
  for (const postgresql::scratch_remedy each : remedies) {
    switch (each) {
      case postgresql::scratch_remedy::grant_createdb:
        text += "\nLet the role create databases (ALTER ROLE … CREATEDB),";
        break;
      case postgresql::scratch_remedy::other_server:
        text +=
            "\nor name a server where it may with --scratch-url URL, or with scratch_url under "
            "[schema],";
        break;
      case postgresql::scratch_remedy::private_server:
        text +=
            "\nor let fz start one for itself, where initdb is installed: private_server = true "
            "under [schema].";
        break;
    }
  }
  return text;
}

}  // namespace fz::cmd
