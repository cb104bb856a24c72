import BoardProfiles
import Hardware

/// Looks over the machine.
package struct Doctor: Sendable {
  let places: Places
  let home: String?
  let surroundings: Workbench.Surroundings
  let machine: Machine

  /// A doctor for `machine`, which says where `/etc`, `/dev` and `/sys` are, and who asks.
  package init(
    home: String?, places: Places, surroundings: Workbench.Surroundings, machine: Machine
  ) {
    self.home = home
    self.places = places
    self.surroundings = surroundings
    self.machine = machine
  }

  /// Everything that was looked at, in the order that people read it.
  package func findings() async -> [Finding] {
    var findings: [Finding] = []
    var boards: [BoardProfile] = []
    do {
      let workbench = try workbench()
      boards = try workbench.boards()
      findings.append(
        Finding(
          name: "board profiles", state: .present,
          detail: boards.map(\.name).joined(separator: ", ") + " in " + workbench.files.boards))
    } catch {
      findings.append(Finding(name: "board profiles", missing: error))
    }
    findings += await compilers(for: boards)
    findings.append(virtualBoard())
    findings += await flashers(for: boards)
    findings += storage()
    findings += await devices()
    return findings
  }

  func workbench() throws(ProductFiles.MissingFiles) -> Workbench {
    try Workbench(home: home, places: places, surroundings: surroundings)
  }
}
