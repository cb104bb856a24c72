package import Failures

/// Why the USB bus cannot be read at all.
package struct USBFailure: Failure, Hashable {
  package enum Reason: Hashable, Sendable {
    /// libusb does not start; what it says.
    case cannotStart(String)
    /// libusb does not list the devices; what it says.
    case cannotList(String)
    /// There is no thread to do it on; the system's error number.
    case noThread(String)
    /// The kernel or a device held the call for this long.
    case stuck(after: Duration)
  }
  package let reason: Reason

  package init(reason: Reason) {
    self.reason = reason
  }

  package var summary: String {
    switch reason {
    case .cannotStart(let said): "the USB bus cannot be opened: \(said)"
    case .cannotList(let said): "the devices on USB cannot be listed: \(said)"
    case .noThread(let said): "the USB bus cannot be read: \(said)"
    case .stuck(let limit): "the USB bus did not answer within \(limit)"
    }
  }

  package var remedy: String? {
    switch reason {
    case .cannotStart, .cannotList:
      "check that /sys and /dev/bus/usb are mounted; a container needs '--device /dev/bus/usb'"
    case .noThread: "end other programs of this user, or raise 'ulimit -u'"
    case .stuck: "unplug the probes, plug them in again one by one, then run again"
    }
  }

  package var failureClass: FailureClass? {
    switch reason {
    case .cannotStart, .cannotList, .noThread: .probe
    case .stuck: .timeout
    }
  }
}
