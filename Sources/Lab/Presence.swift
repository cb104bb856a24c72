import Benchmarking
import BoardProfiles
import Hardware
import Jobs
import Synchronization

/// Which boards of the rig are there, as probes come and go.
final class Presence: Sendable {
  private static let pauseAfterTrouble = Duration.seconds(5)

  private let rig: Rig
  private let finder: any ProbeFinder
  private let troubles: Troubles
  private let log: LabLog
  private let probes = Mutex<[Probe]>([])
  /// What was said last of each board that is not there.
  private let told = Mutex<[String: String]>([:])

  init(rig: Rig, finder: any ProbeFinder, troubles: Troubles, log: LabLog) {
    self.rig = rig
    self.finder = finder
    self.troubles = troubles
    self.log = log
  }

  /// Why a board cannot be used now, or `nil` when it can.
  ///
  /// A virtual board is always there; a probe behind a TCP port, or a J-Link, shows when it is used.
  func absence(of entry: RigBoard) -> String? {
    guard !entry.isVirtual, !entry.isBehindServer else { return nil }
    let found = probes.withLock { probes in probes.filter(entry.describes) }
    if found.isEmpty { return "its probe is not attached" }
    return found.contains { $0.access == .ready } ? nil : "its probe cannot be opened"
  }

  /// Follows the probes of this machine until the task is cancelled; says each change.
  func follow(onChange: @escaping @Sendable () -> Void) async {
    guard rig.boards.contains(where: { absence(of: $0) != nil }) else { return }
    while !Task.isCancelled {
      do {
        // Listening begins before the list is read, so that nothing falls between the two.
        let events = finder.events()
        let attached = try await finder.attached()
        probes.withLock { $0 = attached }
        troubles.set("USB", nil)
        tell()
        onChange()
        for try await event in events {
          take(event)
          tell()
          onChange()
        }
      } catch {
        troubles.set("USB", "probes cannot be followed: \(JobFailure(of: error).summary)")
      }
      try? await ContinuousClock().sleep(for: Self.pauseAfterTrouble)
    }
  }

  /// Logs each board that went or came since the last call.
  private func tell() {
    for entry in rig.boards {
      let absence = absence(of: entry)
      let before = told.withLock { told in
        defer { told[entry.name] = absence }
        return told[entry.name]
      }
      guard before != absence else { continue }
      if let absence {
        log.warn("board \(entry.name): \(absence), its jobs wait")
      } else {
        log.info("board \(entry.name): it is there again")
      }
    }
  }

  private func take(_ event: ProbeEvent) {
    probes.withLock { probes in
      switch event {
      case .attached(let probe):
        probes.removeAll { $0.usbPath == probe.usbPath }
        probes.append(probe)
      case .detached(let usbPath):
        probes.removeAll { $0.usbPath == usbPath }
      }
    }
  }
}
