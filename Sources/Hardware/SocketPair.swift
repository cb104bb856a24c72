import Glibc

/// Two connected stream sockets that child programs do not inherit.
///
/// Used where a pipe would do: a pipe's ends cannot be made close-on-exec in one step from here.
package struct SocketPair {
  package let ours: Int32
  package let theirs: Int32

  /// Makes the pair, or gives `nil` with `errno` set.
  package init?() {
    var ends: [Int32] = [-1, -1]
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { return nil }
    (ours, theirs) = (ends[0], ends[1])
  }

  package func close() {
    Glibc.close(ours)
    Glibc.close(theirs)
  }
}
