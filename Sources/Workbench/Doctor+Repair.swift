import ProcessTools

/// Mending what is missing.
extension Doctor {
  /// What has to be done so that this person may use probes and serial ports; no steps when all is
  /// well.
  ///
  /// - Throws: when the program's own files are not there.
  package func repair() throws -> Repair {
    var steps: [Repair.Step] = []
    var joined: [String] = []
    let prefix = machine.root.isEmpty ? [] : ["--prefix", machine.root]
    for group in UdevRules.groups where machine.membership(in: group) == .none {
      guard let user = machine.userName else { continue }
      joined.append(group)
      steps.append(
        Repair.Step(
          "let \(user) use what belongs to the group \(group)",
          ["usermod"] + prefix + ["--append", "--groups", group, user],
          undo: ["usermod"] + prefix + ["--remove", "--groups", group, user]))
    }
    steps += rulesSteps(UdevRules(shipped: try workbench().files.udevRules, machine: machine))
    return Repair(
      steps: steps,
      afterwards: joined.isEmpty
        ? nil
        : "log in again: the \(joined.count == 1 ? "group counts" : "groups count") from then on")
  }

  private func rulesSteps(_ rules: UdevRules) -> [Repair.Step] {
    let (destination, backup) = (rules.destination, rules.destination + ".before")
    let purpose = "install the udev rules"
    let install = ["install", "-D", "-m", "644"]
    let isReplacing = Files.exists(destination)
    let step: Repair.Step
    switch rules.state {
    case .noUdev, .notShipped, .current: return []
    case .absent, .outdated:
      step =
        isReplacing
        ? Repair.Step(
          purpose, install + ["--backup=simple", "--suffix=.before", rules.shipped, destination],
          undo: ["mv", "-f", backup, destination])
        : Repair.Step(
          purpose, install + [rules.shipped, destination], undo: ["rm", "-f", destination])
    }
    return [
      step, Repair.Step("let udev read its rules again", ["udevadm", "control", "--reload"]),
      Repair.Step(
        "apply them to what is plugged in",
        [
          "udevadm", "trigger", "--action=change", "--settle", "--subsystem-match=usb",
          "--subsystem-match=tty", "--subsystem-match=hidraw",
        ]),
    ] + (isReplacing ? [Repair.Step("remove the old rules", ["rm", "-f", backup])] : [])
  }

  /// With which rights this process can repair anything.
  package func rights() async -> Repair.Rights {
    // Files that stand in for a machine's belong to whoever made them.
    if machine.isRoot || !machine.root.isEmpty { return .root }
    let sudo = SystemCommand(["sudo", "-n", "true"], searchPath: repairPath, limit: .seconds(10))
    guard sudo.program != nil, let outcome = try? await sudo.run() else { return .none }
    return outcome.failure == nil ? .sudo : .none
  }

  /// Where the repair's programs are: those of root stand on no other user's search path.
  package var repairPath: [String] {
    (surroundings.environment["PATH"] ?? "").split(separator: ":").map(String.init)
      + ["/usr/sbin", "/sbin", "/usr/bin", "/bin"]
  }
}
