FROM node:22-slim
CMD ["node", "bot.js", "--pool", "0x8617e340b3d01fa5f11f306f4090fd50e238070d", "--wallet", "0x52908400098527886e0f7030069857d2e4169ee7"]
