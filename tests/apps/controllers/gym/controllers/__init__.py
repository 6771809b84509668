from gym.controllers.courses import CourseController
from gym.controllers.members import MemberController, TrialMemberController

__all__ = ["CourseController", "MemberController", "TrialMemberController"]
