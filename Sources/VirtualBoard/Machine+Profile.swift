// SPDX-License-Identifier: GPL-2.0-or-later
import CEmulator

extension Machine {
  /// What one address has executed and taken.
  package struct ProfileLine: Hashable, Sendable {
    package let address: UInt32
    package let executions: UInt64
    package let cycles: UInt64
  }

  /// A way of calls from reset to a function, outermost first, and the cycles at its end.
  package struct CallPath: Hashable, Sendable {
    /// The functions' first addresses; empty for what runs from reset on.
    package let functions: [UInt32]
    package let calls: UInt64
    package let cycles: UInt64
  }

  /// Follows calls from now on; `false` where an instruction is a cycle.
  package func followCalls() -> Bool {
    mcub_machine_profile_calls(handle)
  }

  /// Every executed address, in ascending order.
  package var profile: [ProfileLine] {
    let count = mcub_machine_profile(handle, nil, 0)
    let lines = [mcub_profile_line](unsafeUninitializedCapacity: count) { buffer, written in
      written = min(count, mcub_machine_profile(handle, buffer.baseAddress, count))
    }
    return lines.map {
      ProfileLine(address: $0.address, executions: $0.executions, cycles: $0.cycles)
    }.sorted { $0.address < $1.address }
  }

  /// Every way of calls that took cycles since calls have been followed.
  package var callPaths: [CallPath] {
    var count = 0
    guard let nodes = mcub_machine_call_nodes(handle, &count) else { return [] }
    var paths: [[UInt32]] = []
    return (0..<count).map { index in
      let node = nodes[index]
      paths.append(index == 0 ? [] : paths[Int(node.parent)] + [node.function])
      return CallPath(functions: paths[index], calls: node.calls, cycles: node.cycles)
    }
  }
}
