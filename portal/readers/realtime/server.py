"""The Socket.IO server itself, apart from its handlers so that both sides can import it."""

from flask_socketio import SocketIO

socketio = SocketIO()
