package import Failures

/// Why a probe, or a serial port of one, cannot be used.
package struct ProbeTrouble: Failure, Hashable {
  /// What a person would call the device: the kind, the serial and where it is plugged in, or a
  /// port's path.
  package let device: String
  /// Never ``Probe/Access/ready``.
  package let access: Probe.Access

  /// The trouble with a probe itself, or `nil` when there is none.
  package init?(_ probe: Probe) {
    self.init(device: probe.name, access: probe.access)
  }

  /// The trouble with a device of that name, or `nil` when it is ready.
  package init?(device: String, access: Probe.Access) {
    guard access != .ready else { return nil }
    self.device = device
    self.access = access
  }

  /// Everything that is wrong with a probe: itself first, then its serial ports.
  ///
  /// A bridge is its port, and what is wrong with that is said once.
  package static func all(of probe: Probe) -> [ProbeTrouble] {
    (probe.blockedPorts.values.contains(probe.access) ? [] : [ProbeTrouble(probe)])
      .compactMap { $0 }
      + probe.ports.compactMap { port in
        probe.blockedPorts[port].flatMap { ProbeTrouble(device: port, access: $0) }
      }
  }

  package var summary: String { "\(device): \(reason)" }

  /// The reason alone.
  package var reason: String {
    switch access {
    case .ready: "it can be used"
    case .busy(let holder): "in use by \(holder ?? "another program")"
    case .denied(let node, let owner, let group, let mode):
      "may not be opened (\(node) belongs to \(owner):\(group), mode \(String(mode, radix: 8)))"
    case .failed(let said): said
    }
  }

  package var remedy: String? {
    switch access {
    case .ready: nil
    case .busy(let holder?) where !holder.hasPrefix("the kernel"):
      "let \(holder) finish, or end it, then run again"
    case .busy: "end the program that uses it, then run again"
    case .denied(let node, _, let group, let mode):
      node.contains("/tty") && mode & 0o060 == 0o060
        ? "sudo usermod --append --groups \(group) $USER, then log in again"
        : "'mcubench doctor --fix' installs the udev rules that allow it"
    case .failed: "unplug it, plug it in again, then run again"
    }
  }

  package var failureClass: FailureClass? { .probe }
}

extension Probe {
  /// As a person would name it: `st-link/v2-1 066AFF49 at USB 1-2.3`.
  package var name: String {
    "\(kind.rawValue)\(serial.map { " \($0.text)" } ?? "") at USB \(usbPath)"
  }
}
