/// Why an interface of a USB device could not be used, or a transfer over it failed.
package enum USBTransferError: Error, Hashable {
  /// The device is not there, or went away.
  case gone
  /// Nothing moved in time.
  case timedOut
  /// The device refused: the endpoint is halted, or it does not know the request.
  case stalled
  /// The device's node may not be opened.
  case denied
  /// Another program, or a driver of the kernel, has the interface.
  case busy
  /// The device has no such interface.
  case noInterface
  /// Anything else; what libusb says.
  case failed(String)

  init(_ error: USBCallError) {
    self =
      switch error {
      case .gone: .gone
      case .timedOut: .timedOut
      case .stalled: .stalled
      case .denied: .denied
      case .busy: .busy
      case .notFound: .noInterface
      default: .failed(error.text)
      }
  }

  /// As a clause about the device.
  package var text: String {
    switch self {
    case .gone: "it has gone"
    case .timedOut: "it does not answer"
    case .stalled: "it refused"
    case .denied: "it may not be opened"
    case .busy: "another program has it"
    case .noInterface: "it has no such interface"
    case .failed(let said): said
    }
  }
}
