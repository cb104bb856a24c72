import Glibc

/// The system's text for an `errno` value.
package func errnoText(_ code: Int32) -> String {
  String(cString: strerror(code))
}
