import CLibUSB

/// Why a call to libusb failed.
struct USBCallError: Error, Hashable {
  /// libusb's own number, negative: libusb 1.0 API, `enum libusb_error`.
  let code: Int32

  static let denied = USBCallError(code: LIBUSB_ERROR_ACCESS.rawValue)
  static let gone = USBCallError(code: LIBUSB_ERROR_NO_DEVICE.rawValue)
  static let busy = USBCallError(code: LIBUSB_ERROR_BUSY.rawValue)
  static let timedOut = USBCallError(code: LIBUSB_ERROR_TIMEOUT.rawValue)
  static let stalled = USBCallError(code: LIBUSB_ERROR_PIPE.rawValue)
  static let notFound = USBCallError(code: LIBUSB_ERROR_NOT_FOUND.rawValue)
  static let malformed = USBCallError(code: LIBUSB_ERROR_IO.rawValue)

  var text: String {
    switch self {
    case .timedOut: "it does not answer"
    case .gone: "it has gone"
    default:
      "\(String(cString: libusb_strerror(code))) (\(String(cString: libusb_error_name(code))))"
    }
  }

  /// Throws for a negative result, and gives any other as it is.
  @discardableResult
  static func check(_ result: Int32) throws(USBCallError) -> Int {
    guard result >= 0 else { throw USBCallError(code: result) }
    return Int(result)
  }
}
