/// The udev rules that let people use probes, as they come with the program and as a machine has
/// them.
struct UdevRules: Hashable, Sendable {
  /// Where the program's own file lies.
  let shipped: String
  let machine: Machine

  static let fileName = "70-mcubench.rules"
  /// Groups that the rules give devices to: probes, and serial ports.
  static let groups = ["plugdev", "dialout"]

  /// udev(7): of files with one name the first counts.
  private static let directories = [
    "/etc/udev/rules.d", "/run/udev/rules.d", "/usr/local/lib/udev/rules.d",
    "/usr/lib/udev/rules.d",
    "/lib/udev/rules.d",
  ]

  enum State: Hashable, Sendable {
    /// No udev runs here, as in a container.
    case noUdev
    /// The program's own file is not there.
    case notShipped
    case absent
    case outdated(path: String)
    case current(path: String)
  }

  /// Where they are to be.
  var destination: String { machine.path("\(Self.directories[0])/\(Self.fileName)") }

  var state: State {
    guard Files.exists(machine.path("/run/udev/control")) else { return .noUdev }
    guard let wanted = try? Files.read(shipped, limit: 1 << 20) else { return .notShipped }
    let places = Self.directories.map { machine.path("\($0)/\(Self.fileName)") }
    guard let path = places.first(where: Files.exists) else { return .absent }
    return (try? Files.read(path, limit: 1 << 20)) == wanted
      ? .current(path: path) : .outdated(path: path)
  }

  /// What is to be said of them; `isNeeded` when a probe is attached that may not be opened.
  func finding(isNeeded: Bool) -> Finding {
    func finding(_ state: Finding.State, _ detail: String, _ remedy: String?) -> Finding {
      Finding(name: "udev rules", state: state, detail: detail, remedy: remedy)
    }
    let repair = "sudo mcubench doctor --fix"
    switch state {
    case .noUdev:
      return finding(
        .absent, "no udev runs here; they belong on the machine that has the USB ports", nil)
    case .notShipped:
      return finding(.missing, "\(shipped) is not there", "run 'make install' again")
    case .absent:
      return finding(
        isNeeded ? .missing : .absent, "\(destination) is not there", repair)
    case .outdated(let path):
      return finding(isNeeded ? .missing : .outdated, "\(path) is not that of this program", repair)
    case .current(let path): return finding(.present, path, nil)
    }
  }
}
