import Glibc
package import Hardware

/// Keeps a probe for one job of one process: a lock on a file of the probe's name.
///
/// The lock goes with the process, in whatever way that ends. The file holds the holder's process
/// id, and is removed with the lock.
package final class ProbeLock: Sendable {
  /// Why a probe could not be locked.
  package enum Problem: Error, Hashable {
    /// Another job has it; the id of its process where the file tells.
    case held(processID: Int32?)
    case fileFailed(path: String, errno: Int32)
  }

  private let path: String
  private let descriptor: Int32

  /// Locks the probe on `route` with a file in `directory`, which is made where it is missing.
  package init(_ route: ProbeRoute, directory: String) throws(Problem) {
    try Self.makeDirectory(directory)
    path = "\(directory)/\(Self.fileName(of: route))"
    descriptor = try Self.lock(path)
  }

  deinit {
    // In this order: who opens the file between the two finds it locked, or not there any more.
    unlink(path)
    close(descriptor)
  }

  private static func lock(_ path: String) throws(Problem) -> Int32 {
    while true {
      let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o644)
      guard descriptor >= 0 else { throw .fileFailed(path: path, errno: errno) }
      guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
        let code = errno
        let holder = processID(in: descriptor)
        close(descriptor)
        if code == EINTR { continue }
        throw code == EWOULDBLOCK
          ? .held(processID: holder) : .fileFailed(path: path, errno: code)
      }
      // The holder before may have removed the file between our two calls.
      var ours = stat()
      var named = stat()
      if fstat(descriptor, &ours) == 0, stat(path, &named) == 0, ours.st_ino == named.st_ino,
        ours.st_dev == named.st_dev
      {
        let text = Array("\(getpid())\n".utf8)
        ftruncate(descriptor, 0)
        _ = pwrite(descriptor, text, text.count, 0)
        return descriptor
      }
      close(descriptor)
    }
  }

  private static func processID(in descriptor: Int32) -> Int32? {
    var bytes = [UInt8](repeating: 0, count: 16)
    let count = pread(descriptor, &bytes, bytes.count, 0)
    guard count > 0 else { return nil }
    let digits = bytes.prefix(count).prefix { (0x30...0x39).contains($0) }
    return Int32(String(decoding: digits, as: UTF8.self))
  }

  /// The probe's place, as a file name; a USB path holds digits, `-` and `.` alone.
  private static func fileName(of route: ProbeRoute) -> String {
    switch route {
    case .usb(let probe): "probe-usb-\(probe.usbPath.split(separator: "/").joined()).lock"
    case .server(let port): "probe-tcp-\(port).lock"
    case .jLink(let serial): "probe-jlink-\(serial).lock"
    case .serialPort(let path):
      "probe-port-\(path.split(separator: "/").joined(separator: "-")).lock"
    }
  }

  private static func makeDirectory(_ path: String) throws(Problem) {
    var built = path.hasPrefix("/") ? "/" : ""
    for part in path.split(separator: "/") {
      built += (built.isEmpty || built.hasSuffix("/") ? "" : "/") + part
      if mkdir(built, 0o777) != 0, errno != EEXIST {
        throw .fileFailed(path: built, errno: errno)
      }
    }
  }
}
