"""Which scope of the Slack app is for what: the manifest and `doctor` are held against this."""

SCOPES: dict[str, str] = {
    "chat:write": "chat.postMessage, chat.update, chat.postEphemeral",
    "commands": "the /invoice command",
    "im:write": "conversations.open",
    "im:history": "conversations.history of direct messages, and the message.im event",
    "users:read": "users.info",
    "users:read.email": "users.lookupByEmail",
    "usergroups:read": "usergroups.list, usergroups.users.list",
    "files:write": "files.getUploadURLExternal, files.completeUploadExternal",
    "channels:read": "conversations.list of public channels",
    "channels:history": "conversations.history of public channels",
    "groups:read": "conversations.list of private channels",
    "groups:history": "conversations.history of private channels",
}
"""Scope of the bot token -> the methods and events that need it."""

EVENTS: dict[str, str] = {"message.im": "im:history", "app_home_opened": ""}
"""Event -> the scope it needs, "" for none."""
