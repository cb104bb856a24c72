/// Which jobs to list, newest first.
package struct JobFilter: Hashable, Sendable {
  /// Any of these states, or every one when empty.
  package var states: Set<JobState>
  /// The board profile's name.
  package var board: String?
  /// The rig's name of the board that has or had the job.
  package var boardName: String?
  package var submitter: String?
  /// The night that the job belongs to.
  package var night: String?
  /// Only jobs made before the one of this name, for paging.
  package var before: JobID?
  package var limit: Int

  package init(
    states: Set<JobState> = [], board: String? = nil, boardName: String? = nil,
    submitter: String? = nil, night: String? = nil, before: JobID? = nil, limit: Int = 50
  ) {
    self.states = states
    self.board = board
    self.boardName = boardName
    self.submitter = submitter
    self.night = night
    self.before = before
    self.limit = limit
  }
}
