import Glibc

/// The machine that the doctor looks over: its files, and the person who asks.
package struct Machine: Hashable, Sendable {
  /// What stands before `/etc`, `/dev` and `/sys`; empty for this very machine.
  let root: String
  let userID: UInt32
  /// The groups of this process, which are those of the last login.
  let groupIDs: Set<UInt32>
  /// Who called sudo, if somebody did.
  let sudoCaller: String?

  init(root: String, userID: UInt32, groupIDs: Set<UInt32>, sudoCaller: String?) {
    self.root = root
    self.userID = userID
    self.groupIDs = groupIDs
    self.sudoCaller = sudoCaller
  }

  /// The machine that this process runs on, or a directory that stands in for its files.
  package init(root: String?, environment: [String: String]) {
    var groups = [gid_t](repeating: 0, count: 65_536)  // NGROUPS_MAX of Linux
    let count = max(0, getgroups(Int32(groups.count), &groups))
    self.init(
      root: root ?? "", userID: geteuid(), groupIDs: Set(groups.prefix(Int(count)) + [getegid()]),
      sudoCaller: environment["SUDO_USER"])
  }

  /// A group as `/etc/group` has it: group(5).
  struct Group: Hashable, Sendable {
    let name: String
    let id: UInt32
    let members: [String]
  }

  /// How a person stands to a group.
  enum Membership: Hashable, Sendable {
    /// This machine has no such group.
    case noGroup
    case member
    /// Since the last login: it counts from the next one on.
    case fromNextLogin
    case none
  }

  var isRoot: Bool { userID == 0 }

  func path(_ absolute: String) -> String { root + absolute }

  /// The person whose groups matter: the caller of sudo, else who runs this; `nil` for root, who
  /// needs none.
  var userName: String? {
    if isRoot { return sudoCaller.flatMap { $0 == "root" ? nil : $0 } }
    return accounts.first { $0.id == userID }?.name
  }

  /// How ``userName`` stands to a group.
  func membership(in name: String) -> Membership {
    guard let group = groups.first(where: { $0.name == name }), let userName else {
      return .noGroup
    }
    let isListed =
      group.members.contains(userName)
      || accounts.contains { $0.name == userName && $0.groupID == group.id }
    // Behind sudo the process has root's groups.
    if !isRoot, groupIDs.contains(group.id) { return .member }
    return isListed ? (isRoot ? .member : .fromNextLogin) : .none
  }

  private struct Account {
    let name: String
    let id: UInt32
    let groupID: UInt32
  }

  /// passwd(5): name, password, user id, group id, and more.
  private var accounts: [Account] {
    fields(of: "/etc/passwd").compactMap { fields in
      guard fields.count >= 4, let id = UInt32(fields[2]), let group = UInt32(fields[3]) else {
        return nil
      }
      return Account(name: fields[0], id: id, groupID: group)
    }
  }

  private var groups: [Group] {
    fields(of: "/etc/group").compactMap { fields in
      guard fields.count >= 4, let id = UInt32(fields[2]) else { return nil }
      return Group(
        name: fields[0], id: id, members: fields[3].split(separator: ",").map(String.init))
    }
  }

  private func fields(of file: String) -> [[String]] {
    let bytes = (try? Files.read(path(file), limit: 16 << 20)) ?? []
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map { line in
      line.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    }
  }
}
