"""Foreign pictures, sounds and videos as numbers: functions that the sandbox calls on their bytes.

What they return is plain, as `sandbox.run` asks for. The limits are known before anything is
decoded: pixels, and pixels times frames; seconds, and seconds times rate and channels.
"""
