import Foundation
import MCUBenchTestSupport
import Synchronization

/// An ``EEMBCDevice`` on a pseudo-terminal, as a process of its own would be.
final class PlayedDevice: Sendable {
  private struct State {
    var device: EEMBCDevice
    var hasEnded = false
  }

  /// The end that a program opens.
  let path: String
  private let state: Mutex<State>
  private let line: Mutex<PseudoTerminal?>

  /// Plays the device until this value goes or ``end()`` is called.
  init(_ device: EEMBCDevice) throws {
    let terminal = try PseudoTerminal()
    path = terminal.path
    state = Mutex(State(device: device))
    line = Mutex(terminal)
    Thread.detachNewThread { [weak self] in
      while let bytes = Self.read(terminal, until: { self?.hasEnded ?? true }) {
        guard let self, let answer = self.answer(to: bytes) else { break }
        try? terminal.send(answer)
      }
      self?.line.withLock { $0 = nil }
    }
  }

  deinit { end() }

  /// The device as it is now.
  var device: EEMBCDevice { state.withLock { $0.device } }

  func end() { state.withLock { $0.hasEnded = true } }

  private var hasEnded: Bool { state.withLock { $0.hasEnded } }

  /// What the device sends to that; `nil` once it hangs up.
  private func answer(to bytes: [UInt8]) -> [UInt8]? {
    state.withLock { state in
      let answer = state.device.receive(bytes)
      return state.device.hasHungUp ? nil : answer
    }
  }

  /// The next byte; while no program has the line open there is none to come.
  private static func read(
    _ terminal: PseudoTerminal, until isOver: () -> Bool
  ) -> [UInt8]? {
    while !isOver() {
      if let bytes = try? terminal.receive(1) { return bytes }
      Thread.sleep(forTimeInterval: 0.01)
    }
    return nil
  }
}
