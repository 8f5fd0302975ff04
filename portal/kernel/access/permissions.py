"""What can be done, each with the sentence that explains it."""

from enum import Enum


class Permission(Enum):
    """A permission never opens something to read: that is the audience's part alone."""

    READ = "Read what is written for the audiences one is in"
    POST = "Start threads, reply, react, edit and delete one's own posts"
    UPLOAD = "Add files and new versions"
    ANNOUNCE = "Post announcements, pin and close threads"
    MARK = "Mark decisions, commitments, objections and risks"
    INVITE_COLLEAGUES = "Invite and remove people of one's own company, into Everyone only"
    INVITE = "Invite people of any company and choose their role"
    REMOVE_MEMBERS = "Remove people and change their role"
    REPLY_FOR_TEAM = "Read and write in Our team"
    ASK_FOR_FILES = "Ask people for files, and decide about what they send"
    CURATE_LIBRARY = "Move, rename, copy and delete files of others"
    VIEW_AS_CUSTOMER = "Look at the workspace as a customer sees it"
    EXPORT = "Take an archive of what one may see"
    MANAGE_WORKSPACE = "Change name, companies, look and domains of the workspace"
    MANAGE_CIRCLES = "Add circles and choose who is in them"
    ARCHIVE = "Archive and reopen the workspace"
    ADMIT = "Let people of a listed domain in"

    OPEN_WORKSPACE = "Open a new workspace"
    MANAGE_PEOPLE = "Add people and companies, end their sessions, offboard them"
    MANAGE_HOUSE = "Change the settings of the house"
    SEE_WORK = "See the state of queues, mail and index, and retry what failed"
    HAND_OVER = "Propose and impose handoffs"
    SEE_INSIGHTS = "See how the house answers and keeps its promises"
